from django.urls import path

from training.certification import certificate_views, design_views, record_views, views

app_name = "certification"
urlpatterns = [
    path("", views.schemes, name="schemes"),
    path("new/", design_views.new, name="new"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("schemes/<slug:slug>/", views.scheme, name="scheme"),
    path("schemes/<slug:slug>/design/", design_views.design, name="design"),
    path("schemes/<slug:slug>/design/grade/", design_views.save_grade, name="save_grade"),
    path("schemes/<slug:slug>/design/need/", design_views.add_need, name="add_need"),
    path("schemes/<slug:slug>/design/drop/", design_views.drop, name="drop"),
    path("schemes/<slug:slug>/design/force/", design_views.put_in_force, name="put_in_force"),
    path("schemes/<slug:slug>/design/discard/", design_views.discard, name="discard"),
    path("schemes/<slug:slug>/<slug:grade>/", views.standing, name="standing"),
    path("schemes/<slug:slug>/<slug:grade>/<uuid:person>/", views.standing, name="standing_of"),
    path("schemes/<slug:slug>/<slug:grade>/<uuid:person>/issue/", views.issue, name="issue"),
    path("certificates/", certificate_views.certificates, name="certificates"),
    path("certificates/<slug:number>/", certificate_views.certificate, name="certificate"),
    path("certificates/<slug:number>/decide/", certificate_views.decide, name="decide"),
    path("certificates/<slug:number>/name/", certificate_views.open_name, name="open_name"),
    path("reminders/", certificate_views.reminders, name="reminders"),
    path("people/<uuid:person>/hours/", record_views.hours, name="hours"),
    path("people/<uuid:person>/hours/<int:pk>/", record_views.correct, name="correct"),
    path("people/<uuid:person>/evidence/", record_views.evidence, name="evidence"),
    path("evidence/", record_views.to_check, name="to_check"),
    path("evidence/<int:pk>/file/", record_views.evidence_file, name="evidence_file"),
    path("evidence/<int:pk>/check/", record_views.check, name="check"),
    path("evidence/<int:pk>/record/", record_views.record, name="record"),
]
