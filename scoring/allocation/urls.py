from django.urls import path

from scoring.allocation import views

app_name = "allocation"
urlpatterns = [
    path("", views.timetable, name="timetable"),
    path("rooms/<int:pk>/remove/", views.remove_room, name="remove_room"),
    path("judges/", views.add_judge, name="add_judge"),
    path("judges/sheet/", views.take_judges, name="take_judges"),
    path("judges/<int:pk>/", views.judge, name="judge"),
    path("judges/<int:pk>/declare/", views.declare, name="declare"),
    path("conflicts/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("mine/", views.mine, name="mine"),
    path("search/", views.search, name="search"),
    path("progress/", views.progress, name="progress"),
    path("move/", views.move, name="move"),
    path("versions/<int:version>/", views.put_in_force, name="put_in_force"),
]
