"""Real servers on loopback with everything of their own: ports, certificates, zones. Nothing here needs root."""

import getpass
import grp
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

PROGRAM = os.environ.get("ATTT_PROGRAM", "build/dev/bin/attt")


def program(name):
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not found:
        raise RuntimeError(f"the Debian package of {name} is not installed (scripts/setup test)")
    return found


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET6, kind) as tried:
        tried.bind(("::", 0))
        return tried.getsockname()[1]


class Folder:
    """A temporary folder, and the processes that work in it."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="attt-web-")
        os.chmod(self.path, 0o755)
        self.processes = []

    def write(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb" if isinstance(text, bytes) else "w") as out:
            out.write(text)
        return path

    def start(self, *command):
        with open(os.path.join(self.path, "log"), "ab") as log:
            started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.path)
        self.processes.append(started)
        return started

    def wait_for(self, address, port):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection((address, port), timeout=2).close()
                return
            except OSError:
                time.sleep(0.05)
        with open(os.path.join(self.path, "log"), errors="replace") as log:
            raise RuntimeError(f"nothing listens at {address} {port}: {log.read()[-2000:]}")

    def close(self):
        for each in self.processes:
            each.terminate()
        for each in self.processes:
            try:
                each.wait(20)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
        shutil.rmtree(self.path, ignore_errors=True)


def make_certificates(folder, names):
    """An authority (ca.pem) and one certificate of it for all the names (site.pem, site.key)."""
    run = lambda *command: subprocess.run(command, cwd=folder.path, check=True, capture_output=True)
    folder.write("extensions", "subjectAltName=" + ",".join("DNS:" + name for name in names)
                 + "\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run("openssl", "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Test CA")
    run("openssl", "req", *curve, "-keyout", "site.key", "-out", "site.csr", "-subj", "/CN=" + names[0])
    run("openssl", "x509", "-req", "-in", "site.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-days", "20", "-extfile", "extensions", "-out", "site.leaf")
    shutil.copy(os.path.join(folder.path, "site.leaf"), os.path.join(folder.path, "site.pem"))
    key = subprocess.run("openssl x509 -in site.leaf -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum",
                         shell=True, cwd=folder.path, check=True, capture_output=True, text=True)
    return key.stdout.split()[0]


def start_knot(folder, port, listen, zones):
    """zones: name -> (text, signed). Returns the DS records of the signed ones."""
    knot = folder.path + "/knot"
    os.makedirs(knot)
    config = f"server:\n  rundir: {knot}\n"
    config += "  listen: [ " + ", ".join(f"{address}@{port}" for address in listen) + " ]\n"
    config += f"database:\n  storage: {knot}\npolicy:\n  - id: now\n    algorithm: ecdsap256sha256\n"
    config += f"template:\n  - id: default\n    storage: {knot}\nzone:\n"
    for name, (text, signed) in zones.items():
        folder.write(f"knot/{name}.zone", text)
        config += f"  - domain: {name}\n    file: {name}.zone\n"
        if signed:
            config += "    dnssec-signing: on\n    dnssec-policy: now\n"
    path = folder.write("knot.conf", config)
    folder.start(program("knotd"), "-c", path)
    folder.wait_for(listen[0], port)
    delegations = {}
    for name, (_, signed) in zones.items():
        until = time.monotonic() + 60
        while signed and " DS " not in delegations.get(name, ""):
            said = subprocess.run([program("keymgr"), "-c", path, name + ".", "ds"], capture_output=True, text=True)
            delegations[name] = said.stdout
            if time.monotonic() > until:
                raise RuntimeError(f"no key of {name}: {said.stderr}")
    time.sleep(1)
    return delegations


def start_dovecot(folder, port, listen):
    """SMTP with STARTTLS: Dovecot's submission service."""
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    login = "nobody" if os.getuid() == 0 else user
    config = folder.write("dovecot.conf", f"""
base_dir = {folder.path}/dovecot
log_path = {folder.path}/dovecot.log
listen = {", ".join(listen)}
protocols = submission
ssl = yes
ssl_cert = <{folder.path}/site.pem
ssl_key = <{folder.path}/site.key
ssl_min_protocol = TLSv1.2
hostname = mail.signed.example
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
submission_relay_host = 127.0.0.1
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={os.getuid()} gid={os.getgid()} home={folder.path}
}}
service anvil {{
  chroot =
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
  inet_listener submissions {{
    port = 0
  }}
}}
""")
    folder.start(program("dovecot"), "-F", "-c", config)
    folder.wait_for(listen[0], port)


def start_nginx(folder, servers, port):
    """`servers`: server blocks; {dir} stands for the folder."""
    config = folder.write("nginx.conf", f"""
daemon off; master_process off; pid {folder.path}/nginx.pid; error_log {folder.path}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off; server_tokens on;
  types {{ text/html html; text/plain txt; text/css css; application/javascript js; application/pdf pdf; }}
  default_type application/octet-stream;
  client_body_temp_path {folder.path}/t1; proxy_temp_path {folder.path}/t2; fastcgi_temp_path {folder.path}/t3;
  uwsgi_temp_path {folder.path}/t4; scgi_temp_path {folder.path}/t5;
  {servers.replace("{dir}", folder.path)}
}}
""")
    folder.start(program("nginx"), "-c", config, "-p", folder.path)
    folder.wait_for("127.0.0.1", port)


def start_apache(folder, body, port):
    modules = "/usr/lib/apache2/modules"
    loaded = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in (
        "mpm_event", "authz_core", "authz_host", "dir", "mime", "headers", "autoindex", "alias", "socache_shmcb", "ssl",
        "http2", "filter", "deflate", "rewrite", "status"))
    config = folder.write("apache.conf", f"""
ServerRoot {folder.path}
PidFile {folder.path}/apache.pid
ErrorLog {folder.path}/apache.log
DefaultRuntimeDir {folder.path}
Mutex pthread
{loaded}
TypesConfig /etc/mime.types
ServerName site.example
ServerTokens Full
{body.replace("{dir}", folder.path)}
""")
    folder.start(program("apache2"), "-f", config, "-DFOREGROUND")
    folder.wait_for("127.0.0.1", port)


class Probed:
    """What `attt probe --json` said."""

    def __init__(self, value, code, seconds):
        self.value, self.code, self.seconds = value, code, seconds

    def observation(self, probe, address=None):
        for each in self.value["observations"]:
            if each["probe"] == probe and (address is None or each["endpoint"]["address"] == address):
                return each
        raise KeyError(probe)

    def facts(self, probe, address=None):
        return self.observation(probe, address)["facts"]

    def open_facts(self, probe):
        return {doubt["fact"] for doubt in self.facts(probe).get("undetermined", [])}

    def outcome(self, rule):
        outcomes = {each["outcome"] for each in self.value["verdicts"] if each["rule"] == rule}
        return "fail" if "fail" in outcomes else "/".join(sorted(outcomes))


def probe(url, *options, seconds=240):
    begun = time.monotonic()
    said = subprocess.run([PROGRAM, "probe", url, "--json", *options], capture_output=True, text=True, timeout=seconds,
                          errors="replace")
    if said.returncode not in (0, 1, 3):
        raise AssertionError(f"attt probe {url} ended with {said.returncode}: {said.stderr}")
    return Probed(json.loads(said.stdout), said.returncode, time.monotonic() - begun)
