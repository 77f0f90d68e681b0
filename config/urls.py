"""One include for each room."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from config import views
from training.classes.views import classes
from training.credentials import public_views as verifying

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", JavaScriptCatalog.as_view(domain="djangojs", packages=["config"]), name="words"),
    path("admin/", admin.site.urls),
    path("people/", include("people.urls")),
    path("live/", include("live.urls")),
    path("sessions/", include("negotiation.urls")),
    path("scenarios/", include("negotiation.editor.urls")),
    path("debrief/", include("negotiation.debrief.urls")),
    path("practice/", include("negotiation.practice.urls")),
    path("judging/", include("scoring.urls")),
    path("contests/", include("scoring.contests.urls")),
    path("contests/<slug:slug>/judges/", include("scoring.quality.urls")),
    path("contests/<slug:slug>/papers/", include("scoring.prints.urls")),
    path("contests/<slug:slug>/juries/", include("scoring.juries.urls")),
    path("contests/<slug:slug>/day/", include("scoring.day.urls")),
    path("training/", classes, name="training"),
    path("training/classes/", include("training.classes.urls")),
    path("training/register/", include("training.register.urls")),
    path("training/records/", include("training.record.urls")),
    path("training/practice/", include("training.repetition.urls")),
    path("training/questions/", include("training.questions.urls")),
    path("training/exams/", include("training.exams.urls")),
    path("training/certification/", include("training.certification.urls")),
    path("training/credentials/", include("training.credentials.urls")),
    path("training/issuers/o<int:pk>/did.json", verifying.issuer, name="issuer"),
    path("training/issuers/o<int:pk>/status/<int:sheet>/<str:purpose>.jwt", verifying.status_list, name="status_list"),
    path("v/", verifying.check, name="check_credential"),
    path("v/<slug:number>/", verifying.verify, name="verify"),
    path("v/<slug:number>/credential.<str:kind>", verifying.verify_file, name="verify_file"),
    path("contests/<slug:slug>/timetable/", include("scoring.allocation.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))
