from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "Scoring"

    def ready(self) -> None:
        # Inside, because none of this can be loaded before the apps are.
        from jobspecs.queries.lists import means_told
        from scoring import receivers  # noqa: F401  # connects what happens below to what scoring does about it
        from scoring.queries.listed import told

        means_told.append(told)
