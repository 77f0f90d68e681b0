from django.urls import path

from negotiation.improve import views

urlpatterns = [path("", views.improve, name="improve")]
