"""The demo's addresses; there at all only in demo mode."""

from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [
    path("", views.cast, name="cast"),
    path("cast.json", views.cast_json, name="cast_json"),
    path("reset", views.reset, name="reset"),
    path("as-trainer/", views.sign_in_as_trainer, name="trainer"),
    path("as-trainee/", views.sign_in_as_trainee, name="trainee"),
    path("as/<str:token>/", views.sign_in_as, name="as"),
]
