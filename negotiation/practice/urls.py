from django.urls import path

from negotiation.practice import views

app_name = "practice"
urlpatterns = [
    path("", views.index, name="index"),
    path("lines/", views.topics, name="topics"),
    path("lines/<slug:topic>/", views.lines, name="lines"),
    path("<uuid:key>/hint/", views.hint, name="hint"),
    path("<uuid:key>/fork/", views.fork, name="fork"),
    path("<uuid:key>/coach/", views.coach, name="coach"),
]
