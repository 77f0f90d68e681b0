from django.urls import path

from scoring.quality import views

app_name = "quality"
urlpatterns = [
    path("", views.report, name="report"),
    path("mine/", views.sheet, name="sheet"),
    path("narrow/", views.narrow, name="narrow"),
    path("balance/", views.balance, name="balance"),
    path("calibration/", views.calibrations, name="calibrations"),
    path("calibration/choose/", views.calibrate, name="calibrate"),
    path("calibration/<int:pk>/", views.trial, name="trial"),
    path("opinion/<int:match>/", views.opinion, name="opinion"),
]
