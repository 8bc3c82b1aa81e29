"""The limit of any press: a Flask POST that does nothing, on the very server that the office runs on.

python -m bench.nothing prints its address, and serves until it is ended.
"""

from gevent import monkey

monkey.patch_all()

from flask import Flask  # noqa: E402  after the patch
from gevent.pywsgi import WSGIServer  # noqa: E402

from server.serving import Handler, listener  # noqa: E402

app = Flask(__name__)


@app.post("/nothing")
def nothing() -> dict[str, str]:
    return {"done": "nothing"}


if __name__ == "__main__":
    listening = listener("127.0.0.1", 0)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    WSGIServer(listening, app, log=None, handler_class=Handler).serve_forever()
