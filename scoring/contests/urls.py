from django.urls import path

from scoring.contests import (
    board_views,
    match_views,
    part_views,
    public_views,
    result_views,
    team_views,
    title_views,
    views,
)

app_name = "contests"
urlpatterns = [
    path("", views.contests, name="contests"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.contest, name="contest"),
    path("<slug:slug>/set-up/", views.set_up, name="set_up"),
    path("<slug:slug>/set-up/parts/", part_views.parts, name="parts"),
    path("<slug:slug>/outlook/", views.outlook, name="outlook"),
    path("<slug:slug>/step/", views.step, name="step"),
    path("<slug:slug>/teams/", team_views.teams, name="teams"),
    path("<slug:slug>/teams/sheet/", team_views.sheet, name="sheet"),
    path("<slug:slug>/teams/sheet/take/", team_views.take_sheet, name="take_sheet"),
    path("<slug:slug>/teams/<int:pk>/", team_views.decide, name="decide"),
    path("<slug:slug>/team/<int:pk>/", public_views.team, name="team"),
    path("<slug:slug>/team/<int:pk>/exempt/", public_views.exempt, name="exempt"),
    path("<slug:slug>/team/<int:pk>/replace/", public_views.replace, name="replace"),
    path("<slug:slug>/case/<int:pk>/", public_views.case, name="case"),
    path("<slug:slug>/board/", board_views.board, name="board"),
    path("<slug:slug>/board/embed/", board_views.embed, name="embed"),
    path("<slug:slug>/matches/", match_views.matches, name="matches"),
    path("<slug:slug>/marks/", result_views.marks, name="marks"),
    path("<slug:slug>/standings/", result_views.standings, name="standings"),
    path("<slug:slug>/standings/settle/", result_views.settle, name="settle"),
    path("<slug:slug>/standings/compute/", result_views.compute, name="compute"),
    path("<slug:slug>/standings/<int:version>/", result_views.stand_for, name="stand_for"),
    path("<slug:slug>/titles/", title_views.titles, name="titles"),
    path("<slug:slug>/titles/<slug:title>/", title_views.choose, name="choose"),
    path("<slug:slug>/reveal/", title_views.reveal, name="reveal"),
]
