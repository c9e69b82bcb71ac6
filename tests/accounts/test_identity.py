"""Signing in with the city's identity service: against a real provider, and with everything forged that can be."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pytest_django import Settings

from lianzhang.accounts.models import Identity, SignedIn, User
from lianzhang.records.models import AuditEvent
from tests.identity_service import IdentityService, query, running_identity_service

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone, pytest.mark.usefixtures("quick_passwords")]

PERSON = "b7d1-4c"
PASSWORD = "right-horse-battery"
UNSIGNED = b'{"alg": "none"}'
FETCH = OAuth2Session.fetch_token


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityService]:
    with running_identity_service() as service:
        service.knows(PERSON, preferred_username="clerk")
        service.knows("b7d1-5d", preferred_username="clerk")
        service.knows("stranger", preferred_username="nobody-here")
        service.knows("nameless", email="nameless@city.example")
        yield service


@pytest.fixture
def clerk(account: Callable[[str], User], provider: IdentityService, settings: Settings) -> User:
    settings.OIDC_ISSUER = provider.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "lianzhang", "a-secret-of-the-service"
    user = account("clerk")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def linked(clerk: User, provider: IdentityService) -> User:
    """The clerk, who has linked their identity."""
    client = Client()
    client.force_login(clerk)
    assert link(client, provider, PERSON)["Location"] == "/my/sessions/"
    return clerk


def link(client: Client, provider: IdentityService, subject: str) -> Any:
    """What a person does who is signed in: the password, then the service."""
    client.post("/my/identity/link/", {"password": PASSWORD})
    answer = client.get("/my/identity/link/")
    assert answer.status_code == 302
    return come_back(client, provider.sign_in(answer["Location"], subject))


def leave(client: Client, after: str = "") -> str:
    """To the service: the address it is asked at."""
    answer = client.get("/sign-in/identity/", {"next": after} if after else {})
    assert answer.status_code == 302
    return answer["Location"]


def come_back(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(provider: IdentityService, subject: str, after: str = "") -> tuple[Client, Any]:
    client = Client()
    return client, come_back(client, provider.sign_in(leave(client, after), subject))


def is_in(client: Client) -> bool:
    return client.get("/my/posts/").status_code == 200


def test_opens_the_account_that_its_owner_linked(linked: User, provider: IdentityService) -> None:
    SignedIn.objects.all().delete()
    client, answer = sign_in(provider, PERSON, "/plan/?at=2023-12-31")
    assert answer["Location"] == "/plan/?at=2023-12-31"
    assert is_in(client)
    assert SignedIn.objects.get().user == linked
    acts = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["sign_in", "identity.link", "sign_in"]


@pytest.mark.parametrize("who", ["clerk", "security_admin", "system_admin", "audit_admin"])
def test_a_name_or_address_that_the_service_tells_opens_and_links_nothing(
    clerk: User, account: Callable[[str], User], provider: IdentityService, who: str
) -> None:
    User.objects.filter(pk=account(who).pk).update(email=f"{who}@city.example")
    provider.knows(f"self-named-{who}", preferred_username=who, email=f"{who}@city.example", sub=f"self-named-{who}")
    client, answer = sign_in(provider, f"self-named-{who}")
    assert answer.status_code == 403
    assert "还没有关联本系统的账号" in answer.text
    assert not is_in(client)
    assert not Identity.objects.exists()


class TestLinking:
    @pytest.fixture
    def client(self, clerk: User) -> Client:
        client = Client()
        client.force_login(clerk)
        return client

    def test_asks_for_the_password(self, client: Client) -> None:
        client.post("/my/identity/link/", {"password": "wrong"})
        assert client.get("/my/identity/link/")["Location"] == "/my/sessions/"
        assert AuditEvent.objects.filter(action="sign_in.failed").exists()

    def test_is_an_act_of_its_own(self, client: Client, clerk: User, provider: IdentityService) -> None:
        """Who only signs in at the service, signed in here or not, links nothing."""
        client.post("/sign-out/")
        begun = client.get("/sign-in/identity/")["Location"]
        client.force_login(clerk)
        assert come_back(client, provider.sign_in(begun, PERSON)).status_code == 403
        assert not Identity.objects.exists()

    def test_is_done_soon_after_the_password_or_not_at_all(
        self, client: Client, clerk: User, provider: IdentityService
    ) -> None:
        client.post("/my/identity/link/", {"password": PASSWORD})
        begun = client.get("/my/identity/link/")["Location"]
        session = client.session
        session["linking_identity"] = [clerk.pk, time.time() - 601]
        session.save()
        assert come_back(client, provider.sign_in(begun, PERSON)).status_code == 403
        assert not Identity.objects.exists()

    def test_takes_no_identity_of_another_account(
        self, linked: User, account: Callable[[str], User], provider: IdentityService
    ) -> None:
        office, client = account("office"), Client()
        office.set_password(PASSWORD)
        office.save()
        client.force_login(office)
        answer = link(client, provider, PERSON)
        assert answer.status_code == 403
        assert "已关联另一个账号" in answer.text
        assert Identity.objects.get().user == linked

    def test_gives_an_account_no_second_identity(self, linked: User, provider: IdentityService) -> None:
        client = Client()
        client.force_login(linked)
        assert link(client, provider, "b7d1-5d").status_code == 403
        assert Identity.objects.get().subject == PERSON


def test_is_offered_only_where_there_is_one(clerk: User, settings: Settings) -> None:
    settings.OIDC_NAME = "市统一认证"
    assert "用市统一认证登录" in Client().get("/sign-in/").text
    settings.OIDC_ISSUER = ""
    assert "市统一认证" not in Client().get("/sign-in/").text
    for address in ("/sign-in/identity/", "/sign-in/identity/back/"):
        assert Client().get(address).status_code == 404


def test_leads_to_no_other_site(linked: User, provider: IdentityService) -> None:
    _, answer = sign_in(provider, PERSON, "https://elsewhere.example/")
    assert answer["Location"] == "/"


@pytest.mark.parametrize("subject", ["stranger", "nameless"])
def test_makes_no_account(clerk: User, provider: IdentityService, subject: str) -> None:
    before = User.objects.count()
    client, answer = sign_in(provider, subject)
    assert answer.status_code == 403
    assert "还没有关联本系统的账号" in answer.text
    assert not is_in(client)
    assert User.objects.count() == before
    assert AuditEvent.objects.get().action == "sign_in.failed"


def test_a_disabled_account_stays_shut(linked: User, provider: IdentityService) -> None:
    User.objects.filter(pk=linked.pk).update(is_active=False)
    client, answer = sign_in(provider, PERSON)
    assert answer.status_code == 403
    assert "已停用" in answer.text
    assert not is_in(client)


def test_the_person_is_known_again_after_a_change_of_name(linked: User, provider: IdentityService) -> None:
    User.objects.filter(pk=linked.pk).update(username="clerk2")
    client, _ = sign_in(provider, PERSON)
    assert is_in(client)


def test_unlinked_by_an_administrator_it_opens_nothing_until_its_owner_links_again(
    linked: User, provider: IdentityService, signed_in: Callable[[str], Client]
) -> None:
    first, _ = sign_in(provider, PERSON)
    assert is_in(first)
    assert signed_in("security_admin").post(f"/people/{linked.pk}/identity/unlink/").status_code == 302
    assert not is_in(first)
    for subject in (PERSON, "b7d1-5d"):
        assert sign_in(provider, subject)[1].status_code == 403
    client = Client()
    client.force_login(User.objects.get(pk=linked.pk))
    link(client, provider, "b7d1-5d")
    assert is_in(sign_in(provider, "b7d1-5d")[0])


def test_signing_in_changes_the_session(linked: User, provider: IdentityService) -> None:
    client = Client()
    address = leave(client)
    before = client.session.session_key
    come_back(client, provider.sign_in(address, PERSON))
    assert client.session.session_key != before


def test_the_second_factor_is_asked_for_as_well(linked: User, provider: IdentityService, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client, _ = sign_in(provider, PERSON)
    assert client.get("/my/posts/")["Location"] == "/my/second-factor/"


class TestRefuses:
    def assert_refused(self, client: Client, answer: Any) -> None:
        assert answer.status_code == 403
        assert "这次登录没有完成" in answer.text
        assert not is_in(client)

    def test_an_answer_that_another_browser_asked_for(self, linked: User, provider: IdentityService) -> None:
        back, client = provider.sign_in(leave(Client()), PERSON), Client()
        leave(client)
        self.assert_refused(client, come_back(client, back))

    def test_an_answer_used_before(self, linked: User, provider: IdentityService) -> None:
        client = Client()
        back = provider.sign_in(leave(client), PERSON)
        come_back(client, back)
        client.post("/sign-out/")
        self.assert_refused(client, come_back(client, back))

    def test_who_said_no_at_the_service(self, linked: User, provider: IdentityService) -> None:
        client = Client()
        self.assert_refused(client, come_back(client, provider.deny(leave(client))))

    @pytest.mark.parametrize(
        "claims",
        [{"iss": "http://elsewhere.example"}, {"aud": "another-system"}, {"exp": 1_000_000_000}, {"nonce": "another"}],
        ids=["issuer", "audience", "expired", "nonce"],
    )
    def test_a_token_of(
        self, claims: dict[str, Any], linked: User, provider: IdentityService, forge: Callable[..., None]
    ) -> None:
        forge(claims)
        self.assert_refused(*sign_in(provider, PERSON))

    def test_a_token_signed_by_somebody_else(
        self, linked: User, provider: IdentityService, forge: Callable[..., None]
    ) -> None:
        forge({}, believed=False)
        self.assert_refused(*sign_in(provider, PERSON))

    def test_a_token_signed_by_nobody(
        self, linked: User, provider: IdentityService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unsigned(self: OAuth2Session, *given: Any, **named: Any) -> Any:
            token = FETCH(self, *given, **named)
            _, claims, _ = token["id_token"].split(".")
            return token | {"id_token": f"{base64url(UNSIGNED)}.{claims}."}

        monkeypatch.setattr(OAuth2Session, "fetch_token", unsigned)
        self.assert_refused(*sign_in(provider, PERSON))


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@pytest.fixture
def forge(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`forge({"aud": "x"})`: the token says so, signed with a key that is believed to be the service's."""
    key = RSAKey.generate_key(2048, {"kid": "forged"})

    def arrange(claims: dict[str, Any], *, believed: bool = True) -> None:
        def forged(self: OAuth2Session, *given: Any, **named: Any) -> Any:
            token = FETCH(self, *given, **named)
            said = json.loads(urlsafe_b64decode(token["id_token"].split(".")[1] + "=="))
            return token | {"id_token": jwt.encode({"alg": "RS256", "kid": "forged"}, said | claims, key)}

        monkeypatch.setattr(OAuth2Session, "fetch_token", forged)
        if believed:
            keys = KeySet([key]).as_dict()
            monkeypatch.setattr(OpenIDMixin, "fetch_jwk_set", lambda _self, force=False: keys)

    return arrange


def test_what_the_forger_leaves_alone_opens(
    linked: User, provider: IdentityService, forge: Callable[..., None]
) -> None:
    """Else the forged tokens above would be refused for the forger's own faults."""
    forge({})
    client, _ = sign_in(provider, PERSON)
    assert is_in(client)


def test_asks_with_state_nonce_and_pkce(
    clerk: User, monkeypatch: pytest.MonkeyPatch, provider: IdentityService
) -> None:
    sent: list[dict[str, Any]] = []

    def seen(self: OAuth2Session, *given: Any, **named: Any) -> Any:
        sent.append(named)
        return FETCH(self, *given, **named)

    monkeypatch.setattr(OAuth2Session, "fetch_token", seen)
    client = Client()
    address = leave(client)
    asked = query(address)
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    come_back(client, provider.sign_in(address, PERSON))
    digest = sha256(sent[0]["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64url(digest)


def test_a_service_that_does_not_answer_is_told_in_words(clerk: User, settings: Settings) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().get("/sign-in/identity/")
    assert answer.status_code == 403
    assert "身份服务没有应答" in answer.text
