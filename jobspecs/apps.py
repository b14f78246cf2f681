from django.apps import AppConfig


class JobspecsConfig(AppConfig):
    name = "jobspecs"
    verbose_name = "Job specs"
