from django.urls import path

from training.questions import views

app_name = "questions"
urlpatterns = [
    path("", views.questions, name="questions"),
    path("import/", views.bring_in, name="import"),
    path("import/take/", views.take, name="take"),
    path("export/<slug:name>/", views.export, name="export"),
    path("<int:pk>/", views.question, name="question"),
    path("<int:pk>/decide/", views.decide, name="decide"),
]
