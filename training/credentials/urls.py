from django.urls import path

from training.credentials import views

app_name = "credentials"
urlpatterns = [
    path("certificates/<slug:number>/pdf/", views.pdf, name="pdf"),
    path("certificates/<slug:number>/credential/", views.credential, name="credential"),
    path("batches/new/", views.new_batch, name="new_batch"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/zip/", views.batch_zip, name="batch_zip"),
]
