#!/usr/bin/python3
"""A WebKitGTK browser that keeps its profile on disk, as people's browsers do.

ALCOVE_WEBKIT_PROFILE names the folder of the profile, ALCOVE_WEBKIT_SIZE the size of a window ("390x844").
Without arguments WebKitWebDriver drives it. With an address it opens that, and takes lines of JSON from its input, each
with an id and the body of an async function to run in the page; each answer is a line of its output. WebDriver ends with
the browser's storage process, and hangs where a page comes back from the back/forward cache; this does neither.
"""

import json
import os
import sys
import threading

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

profile = os.environ["ALCOVE_WEBKIT_PROFILE"]
width, height = (int(number) for number in os.environ["ALCOVE_WEBKIT_SIZE"].split("x"))
address = sys.argv[1] if len(sys.argv) > 1 else None
windows = []

context = WebKit2.WebContext(
    website_data_manager=WebKit2.WebsiteDataManager(
        base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
    )
)
context.get_cookie_manager().set_persistent_storage(
    f"{profile}/cookies.sqlite", WebKit2.CookiePersistentStorage.SQLITE
)


def open_window(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=address is None)
    view.connect("permission-request", lambda _view, request: request.deny() or True)
    window = Gtk.Window()
    window.set_decorated(False)
    window.set_default_size(width, height)
    window.add(view)
    view.connect("close", lambda _view: window.destroy())
    window.connect("destroy", closed)
    windows.append(window)
    window.show_all()
    return view


def closed(window):
    windows.remove(window)
    if not windows:
        Gtk.main_quit()


def automated(_context, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("alcove-webkit")
    session.set_application_info(info)
    session.connect("create-web-view", open_window)


def take_lines(view):
    for line in sys.stdin:
        GLib.idle_add(run, view, json.loads(line))
    GLib.idle_add(Gtk.main_quit)


def run(view, asked):
    def answer(_view, result):
        said = {"id": asked["id"]}
        try:
            value = view.call_async_javascript_function_finish(result).to_json(0)
            said["value"] = json.loads(value or "null")
        except GLib.Error as error:
            said["error"] = error.message
        print(json.dumps(said), flush=True)

    view.call_async_javascript_function(asked["body"], -1, None, None, None, None, answer)


if address is None:
    context.set_automation_allowed(True)
    context.connect("automation-started", automated)
else:
    only = open_window(None)
    only.load_uri(address)
    threading.Thread(target=take_lines, args=(only,), daemon=True).start()
Gtk.main()
