from django.urls import path

from training.classes import attend_views, calendar_views, enrol_views, scan_views, timetable_views, views

app_name = "classes"
urlpatterns = [
    path("", views.classes, name="classes"),
    path("new/", views.new, name="new"),
    path("mine/", views.mine, name="mine"),
    path("calendar/renew/", calendar_views.renew_feed, name="renew_feed"),
    path("calendar/<str:key>.ics", calendar_views.person_feed, name="person_feed"),
    path("calendar/class/<str:key>.ics", calendar_views.class_feed, name="class_feed"),
    path("<slug:slug>/", views.klass, name="class"),
    path("<slug:slug>/set-up/", views.set_up, name="set_up"),
    path("<slug:slug>/set-up/announce/", views.announce, name="announce"),
    path("<slug:slug>/set-up/share/", views.share, name="share"),
    path("<slug:slug>/set-up/copy/", views.copy_class, name="copy"),
    path("<slug:slug>/set-up/course/", timetable_views.course, name="course"),
    path("<slug:slug>/documents/", views.add_document, name="add_document"),
    path("<slug:slug>/documents/<int:pk>/", views.document, name="document"),
    path("<slug:slug>/people/", enrol_views.people, name="people"),
    path("<slug:slug>/people/decide/", enrol_views.decide, name="decide"),
    path("<slug:slug>/people/sheet/", enrol_views.sheet, name="sheet"),
    path("<slug:slug>/people/sheet/take/", enrol_views.take_sheet, name="take_sheet"),
    path("<slug:slug>/people/<int:pk>/move-up/", enrol_views.move_up, name="move_up"),
    path("<slug:slug>/apply/", enrol_views.apply, name="apply"),
    path("<slug:slug>/answer/", enrol_views.answer, name="answer"),
    path("<slug:slug>/register/", attend_views.register, name="register"),
    path("<slug:slug>/register/finish/", attend_views.finish, name="finish"),
    path("<slug:slug>/code/", scan_views.own_code, name="own_code"),
    path("<slug:slug>/sessions/new/", timetable_views.new_lesson, name="new_lesson"),
    path("<slug:slug>/sessions/<int:pk>/", timetable_views.lesson, name="lesson"),
    path("<slug:slug>/sessions/<int:pk>/screen/", attend_views.screen, name="screen"),
    path("<slug:slug>/sessions/<int:pk>/sign/", attend_views.sign, name="sign"),
    path("<slug:slug>/sessions/<int:pk>/presence/", attend_views.presence, name="presence"),
    path("<slug:slug>/sessions/<int:pk>/presence/decide/", attend_views.override, name="override"),
    path("<slug:slug>/sessions/<int:pk>/scanner/", scan_views.scanner, name="scanner"),
    path("<slug:slug>/sessions/<int:pk>/scans/", scan_views.scans, name="scans"),
]
