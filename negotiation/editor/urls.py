from django.urls import path

from negotiation.editor import views

app_name = "editor"
urlpatterns = [
    path("", views.scenarios, name="scenarios"),
    path("new/", views.new, name="new"),
    path("file/", views.from_file, name="from_file"),
    path("template.xlsx", views.pack_template, name="pack_template"),
    path("versions/<int:pk>/copy/", views.copy, name="copy"),
    path("versions/<int:pk>/file/", views.version_file, name="version_file"),
    path("versions/<int:pk>/changes/", views.version_changes, name="version_changes"),
    path("shared/<int:pk>/", views.share, name="share"),
    path("drafts/<int:pk>/", views.draft, name="draft"),
    path("drafts/<int:pk>/save/", views.save, name="save"),
    path("drafts/<int:pk>/file/", views.draft_file, name="draft_file"),
    path("drafts/<int:pk>/changes/", views.draft_changes, name="draft_changes"),
    path("drafts/<int:pk>/difficulty/", views.difficulty, name="difficulty"),
    path("drafts/<int:pk>/pack/", views.pack, name="pack"),
    path("drafts/<int:pk>/pack/take/", views.take_pack, name="take_pack"),
    path("drafts/<int:pk>/publish/", views.publish, name="publish"),
    path("drafts/<int:pk>/delete/", views.delete, name="delete"),
]
