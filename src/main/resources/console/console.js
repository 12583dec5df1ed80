// Keeps pages up to date: the gate says over SSE that something has happened, and htmx fetches the
// regions that can change. Without scripts every page works, and is as old as its last loading.
(() => {
  'use strict';
  const RETRY = 5000;
  const BETWEEN = 4000;
  const PAUSE = 60000;
  const QUIET_FAILURES = 2;
  const state = document.getElementById('live-state');
  let address = document.body.dataset.live;
  let failures = 0;

  const say = (words) => {
    if (state && state.textContent !== words) {
      state.textContent = words;
    }
  };

  // What somebody is writing is never replaced.
  const isBusy = (region) => {
    const focused = document.activeElement;
    return (
      (focused && region.contains(focused) && focused.matches('input, textarea, select')) ||
      Array.from(region.querySelectorAll('textarea')).some((field) => field.value !== '') ||
      Array.from(region.querySelectorAll('input:not([type=hidden])')).some(
        (one) => one.value !== one.defaultValue || one.checked !== one.defaultChecked,
      )
    );
  };

  document.addEventListener('htmx:beforeSwap', (event) => {
    const region = event.detail.target;
    if (region && region.matches && region.matches('[data-live-region]') && isBusy(region)) {
      event.detail.shouldSwap = false;
      say('This page has changed since. Reload it when you have finished writing.');
    }
  });

  // At most one refresh in a while, the last of them never lost; none while nobody looks.
  let pausedUntil = 0;
  let waiting = 0;
  const tell = () => {
    if (waiting || document.hidden) {
      return;
    }
    const wait = Math.max(0, pausedUntil - Date.now());
    waiting = window.setTimeout(() => {
      waiting = 0;
      pausedUntil = Date.now() + BETWEEN;
      window.htmx.trigger(document.body, 'live');
    }, wait);
  };

  document.addEventListener('htmx:responseError', (event) => {
    if (event.detail.xhr.status === 429) {
      pausedUntil = Date.now() + PAUSE;
      say('You have asked for much in a short time; this page is next refreshed in a minute.');
    }
  });

  let source = null;
  let retry = 0;
  const stop = () => {
    window.clearTimeout(retry);
    if (source) {
      source.close();
      source = null;
    }
  };
  const listen = () => {
    stop();
    source = new EventSource(address);
    source.addEventListener('open', () => {
      failures = 0;
      document.body.dataset.liveState = 'on';
      say('');
    });
    source.addEventListener('changed', (event) => {
      address = address.replace(/since=\d+/, 'since=' + event.data);
      tell();
    });
    source.addEventListener('error', () => {
      stop();
      failures += 1;
      document.body.dataset.liveState = 'off';
      if (failures > QUIET_FAILURES) {
        say('Not connected to the gate; trying again.');
      }
      tell();
      retry = window.setTimeout(listen, RETRY);
    });
  };

  // A browser has few connections to one gate, so only the pages that are looked at keep theirs.
  if (address && document.querySelector('[data-live-region]')) {
    const follow = () => (document.hidden ? stop() : listen());
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('pagehide', stop);
    window.addEventListener('pageshow', (event) => event.persisted && follow());
    follow();
  }

  // A menu that is open closes with Escape, and the key's owner stays where they were.
  document.addEventListener('keydown', (event) => {
    const menu = document.querySelector('.account[open]');
    if (event.key === 'Escape' && menu) {
      menu.removeAttribute('open');
      menu.querySelector('summary').focus();
    }
  });
})();
