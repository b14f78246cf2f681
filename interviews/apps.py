from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Interviews"

    def ready(self) -> None:
        from interviews import receivers  # noqa: F401  # connects what happens to job specs to what interviews do about it
