from django.urls import include, path

from negotiation import views

app_name = "negotiation"
urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("plan/", views.plan, name="plan"),
    path("<uuid:key>/", views.room, name="room"),
    path("<uuid:key>/screen/", views.screen, name="screen"),
    path("<uuid:key>/replay/", include("negotiation.replay.urls")),
    path("<uuid:key>/improve/", include("negotiation.improve.urls")),
    path("<uuid:key>/tags/", include("negotiation.tags.urls")),
    path("<uuid:key>/qr.svg", views.qr, name="qr"),
    path("<uuid:key>/seats/", views.seats, name="seats"),
    path("<uuid:key>/seats/<slug:seat_key>/", views.change_seat, name="change_seat"),
]
