from django.urls import path

from negotiation.replay import views

urlpatterns = [
    path("", views.replay, name="replay"),
    path("film.json", views.film_data, name="film"),
    path("release/", views.release, name="release"),
]
