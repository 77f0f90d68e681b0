from django.urls import path

from scoring.contests import match_views, result_views, team_views, views

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
    path("<slug:slug>/matches/", match_views.matches, name="matches"),
    path("<slug:slug>/marks/", result_views.marks, name="marks"),
    path("<slug:slug>/standings/", result_views.standings, name="standings"),
    path("<slug:slug>/standings/settle/", result_views.settle, name="settle"),
    path("<slug:slug>/standings/compute/", result_views.compute, name="compute"),
    path("<slug:slug>/standings/<int:version>/", result_views.stand_for, name="stand_for"),
]
