"""The certificate by which browsers know the office's server: the office's own, or one that the server makes itself."""

import ipaddress
import os
import socket
import ssl
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.config import BadSetting, Settings
from server.whereabouts import EVERYWHERE, in_the_network

SELF = "self"
LASTS = timedelta(days=397)
"""Browsers take none that lasts longer."""
RENEWED = timedelta(days=30)
A_DAY = timedelta(days=1)


def context_of(settings: Settings, now: datetime) -> ssl.SSLContext | None:
    """How to encrypt, or None when the office does without. BadSetting for a certificate that cannot be used."""
    if not settings.tls:
        return None
    certificate = self_made(settings, now) if settings.tls == SELF else Path(settings.tls)
    key = certificate.with_suffix(".key") if settings.tls == SELF else Path(settings.tls_key or settings.tls)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as bad:
        raise BadSetting("TOILUOT_TLS", "certificate", str(bad)) from bad
    return context


def self_made(settings: Settings, now: datetime) -> Path:
    """The file of the server's own certificate; a new one when there is none, or it is about to end."""
    folder = settings.data / "tls"
    path = folder / "server.pem"
    if path.exists() and _ends(path) - now > RENEWED:
        return path
    folder.mkdir(mode=0o700, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    _write(path.with_suffix(".key"), _private(key))
    _write(path, _certificate(key, _names(settings), now).public_bytes(serialization.Encoding.PEM))
    return path


def _ends(path: Path) -> datetime:
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def _names(settings: Settings) -> list[x509.GeneralName]:
    """Every name under which this server may be asked for."""
    told = settings.address.partition("://")[2].partition("/")[0].rpartition(":")[0]
    names = dict.fromkeys(
        ["localhost", socket.gethostname(), "127.0.0.1", "::1", settings.host, told, *in_the_network()]
    )
    return [_name(name) for name in names if name not in EVERYWHERE]


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _certificate(
    key: ec.EllipticCurvePrivateKey, names: list[x509.GeneralName], now: datetime
) -> x509.Certificate:
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Toi Luot")])
    return (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - A_DAY)
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """For its owner alone, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
