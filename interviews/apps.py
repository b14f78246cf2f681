from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Interviews"

    def ready(self) -> None:
        # Inside, because none of this can be loaded before the apps are.
        from config.health import needs_speech
        from interviews import receivers  # noqa: F401  # connects what happens to job specs to what interviews do about it
        from interviews.speech.engines import needs_worker

        needs_speech.append(needs_worker)
