from django.urls import path

from scoring import views

app_name = "scoring"
urlpatterns = [
    path("", views.panels, name="panels"),
    path("<uuid:key>/", views.ballot, name="ballot"),
    path("<uuid:key>/result/", views.result, name="result"),
]
