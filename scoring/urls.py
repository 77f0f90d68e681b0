from django.urls import path

from scoring import views

app_name = "scoring"
urlpatterns = [
    path("", views.panels, name="panels"),
    path("open/<uuid:key>/", views.open_panel, name="open"),
    path("<uuid:key>/", views.ballot, name="ballot"),
    path("<uuid:key>/result/", views.result, name="result"),
    path("<uuid:key>/judges/", views.judges, name="judges"),
    path("<uuid:key>/seats/", views.seats, name="seats"),
    path("<uuid:key>/seats/<slug:seat_key>/", views.change_seat, name="change_seat"),
]
