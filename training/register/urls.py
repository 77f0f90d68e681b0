from django.urls import path

from training.register import views

app_name = "register"
urlpatterns = [
    path("", views.search, name="search"),
    path("export/", views.export, name="export"),
    path("me/", views.profile, name="profile"),
    path("me/tie/", views.add_tie, name="add_tie"),
    path("coverage/", views.coverage, name="coverage"),
    path("instructors/", views.instructors, name="instructors"),
    path("instructors/<int:pk>/case/", views.add_case, name="add_case"),
    path("instructors/<int:pk>/end/", views.end, name="end"),
    path("alliances/", views.alliances, name="alliances"),
    path("alliances/<int:pk>/step/", views.add_step, name="add_step"),
]
