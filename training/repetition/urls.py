from django.urls import path

from training.repetition import views

app_name = "repetition"
urlpatterns = [
    path("", views.index, name="index"),
    path("next/", views.ask, name="ask"),
    path("<int:pk>/", views.answer, name="answer"),
    path("<int:pk>/grade/", views.grade, name="grade"),
]
