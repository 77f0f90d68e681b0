from django.urls import path

from scoring.juries import views

app_name = "juries"
urlpatterns = [
    path("", views.juries, name="juries"),
    path("sheets/<int:pk>/", views.fill, name="fill"),
    path("sheets/<int:pk>/give-back/", views.give_back, name="give_back"),
    path("<slug:component>/", views.jury, name="jury"),
    path("<slug:component>/hand-over/", views.hand_over, name="hand_over"),
    path("<slug:component>/mine/", views.mine, name="mine"),
    path("<slug:component>/judge/<int:judge>/", views.from_paper, name="from_paper"),
]
