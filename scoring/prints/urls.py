from django.urls import path

from scoring.prints import views

app_name = "prints"
urlpatterns = [
    path("", views.papers, name="papers"),
    path("<slug:name>/<slug:language>/", views.paper, name="paper"),
]
