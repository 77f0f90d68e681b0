from django.urls import path

from live import views

app_name = "live"
urlpatterns = [path("tickets/", views.ticket, name="tickets")]
