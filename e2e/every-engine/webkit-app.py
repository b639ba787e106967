#!/usr/bin/python3
"""A WebKitGTK browser for WebKitWebDriver that keeps its profile on disk, as people's browsers do.

ALCOVE_WEBKIT_PROFILE names the folder of the profile, ALCOVE_WEBKIT_SIZE the size of a window ("390x844").
"""

import os

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

profile = os.environ["ALCOVE_WEBKIT_PROFILE"]
width, height = (int(number) for number in os.environ["ALCOVE_WEBKIT_SIZE"].split("x"))
windows = []

context = WebKit2.WebContext(
    website_data_manager=WebKit2.WebsiteDataManager(
        base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
    )
)
context.get_cookie_manager().set_persistent_storage(
    f"{profile}/cookies.sqlite", WebKit2.CookiePersistentStorage.SQLITE
)
context.set_automation_allowed(True)


def open_window(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
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


context.connect("automation-started", automated)
Gtk.main()
