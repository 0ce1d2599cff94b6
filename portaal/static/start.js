// The beginning: the way back to the conversation that was open on this device; and after erasing: forgetting it.
"use strict";
(() => {
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith("routewijzer."));
  try {
    if (document.getElementById("gewist")) {
      keys().forEach((key) => localStorage.removeItem(key));
      return;
    }
    const id = localStorage.getItem("routewijzer.gesprek");
    const place = document.getElementById("dit-apparaat");
    if (id && place && /^[\w-]{1,64}$/.test(id)) {
      place.querySelector("a").href = "/gesprek/" + id;
      place.hidden = false;
    }
  } catch { /* no storage here: nothing to remember */ }
})();
