from django.urls import path

from negotiation.tags import views

urlpatterns = [path("", views.tags, name="tags"), path("pad.json", views.pad, name="pad")]
