from django.urls import path

from negotiation.debrief import views

app_name = "debrief"
urlpatterns = [
    path("<uuid:key>/", views.debrief, name="page"),
    path("<uuid:key>/pdf/", views.document, name="pdf"),
]
