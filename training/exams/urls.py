from django.urls import path

from training.exams import mark_views, run_views, sit_views, views

app_name = "exams"
urlpatterns = [
    path("", views.exams, name="exams"),
    path("new/", views.new, name="new"),
    path("attempts/<uuid:key>/", sit_views.paper, name="paper"),
    path("attempts/<uuid:key>/answers/", sit_views.answers, name="answers"),
    path("attempts/<uuid:key>/hand-in/", sit_views.hand_in, name="hand_in"),
    path("attempts/<uuid:key>/result/", sit_views.result, name="result"),
    path("attempts/<uuid:key>/print/", run_views.print_paper, name="print_paper"),
    path("attempts/<uuid:key>/type-in/", run_views.type_in, name="type_in"),
    path("<slug:code>/", views.exam, name="exam"),
    path("<slug:code>/begin/", sit_views.begin, name="begin"),
    path("<slug:code>/run/", run_views.run, name="run"),
    path("<slug:code>/run/part/", run_views.add_part, name="add_part"),
    path("<slug:code>/run/drop/", run_views.drop_part, name="drop_part"),
    path("<slug:code>/run/admit/", run_views.admit, name="admit"),
    path("<slug:code>/run/markers/", run_views.markers, name="markers"),
    path("<slug:code>/run/extend/", run_views.extend, name="extend"),
    path("<slug:code>/run/paper/", run_views.on_paper, name="on_paper"),
    path("<slug:code>/run/release/", run_views.release, name="release"),
    path("<slug:code>/run/contest/", run_views.hand_over, name="hand_over"),
    path("<slug:code>/marking/", mark_views.marking, name="marking"),
    path("<slug:code>/items/", mark_views.items, name="items"),
    path("<slug:code>/items/void/", mark_views.void, name="void"),
]
