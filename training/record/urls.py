from django.urls import path

from training.record import views

app_name = "record"
urlpatterns = [
    path("", views.record, name="mine"),
    path("export/", views.export, name="export"),
    path("<uuid:person>/", views.record, name="record"),
    path("<uuid:person>/pdf/", views.document, name="pdf"),
]
