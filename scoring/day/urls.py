from django.urls import path

from scoring.day import link_views, views

app_name = "day"
urlpatterns = [
    path("", views.day, name="day"),
    path("desk/", views.desk, name="desk"),
    path("act/", views.act, name="act"),
    path("announce/", views.announce, name="announce"),
    path("incidents/", views.incident, name="incident"),
    path("rehearse/", views.rehearse, name="rehearse"),
    path("protests/match/<int:match>/", views.protest, name="protest"),
    path("protests/<int:pk>/", views.decide, name="decide"),
    path("links/", link_views.personal_links, name="links"),
    path("links/<int:pk>/", link_views.change_link, name="change_link"),
    path("in/<str:secret>/", link_views.link, name="link"),
    path("mine/", link_views.mine, name="mine"),
    path("team/<int:pk>/", link_views.team_code, name="team_code"),
    path("check-in/<str:token>/", link_views.check_in, name="check_in"),
]
