"""The addresses of the house with the demo's, as they are in demo mode."""

from django.urls import include, path

from config.urls import urlpatterns as house

urlpatterns = [*house, path("demo/", include("demo.urls"))]
