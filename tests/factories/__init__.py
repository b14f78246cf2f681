"""What tests are made of. Rows come out of the real operations, so that nothing stands here that could not be."""

from tests.factories.jobspecs import OrganisationFactory, UserFactory, make_member, make_spec, spec_content
from tests.factories.sight import show_scores

__all__ = ["OrganisationFactory", "UserFactory", "make_member", "make_spec", "show_scores", "spec_content"]
