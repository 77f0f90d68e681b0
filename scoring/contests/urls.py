from django.urls import path

from scoring.contests import team_views, views

app_name = "contests"
urlpatterns = [
    path("", views.contests, name="contests"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.contest, name="contest"),
    path("<slug:slug>/set-up/", views.set_up, name="set_up"),
    path("<slug:slug>/outlook/", views.outlook, name="outlook"),
    path("<slug:slug>/step/", views.step, name="step"),
    path("<slug:slug>/teams/", team_views.teams, name="teams"),
    path("<slug:slug>/teams/sheet/", team_views.sheet, name="sheet"),
    path("<slug:slug>/teams/sheet/take/", team_views.take_sheet, name="take_sheet"),
    path("<slug:slug>/teams/<int:pk>/", team_views.decide, name="decide"),
]
