from django.urls import path

app_name = "jobspecs"
urlpatterns: list = []
