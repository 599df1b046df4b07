// Security keys and passkeys on the sign-in pages. A form marked data-passkey asks the browser for a credential and
// sends it as JSON in its field "credential": "create" adds a key, "get" uses one, "login" fetches its options first.

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const decodeIds = (keys = []) => keys.map((key) => ({ ...key, id: fromBase64(key.id) }));

function encode(credential) {
  const answer = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) answer[name] = toBase64(credential.response[name]);
  }
  if (credential.response.getTransports) answer.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: toBase64(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

async function create(options, passwordless) {
  const publicKey = {
    ...options.publicKey,
    challenge: fromBase64(options.publicKey.challenge),
    user: { ...options.publicKey.user, id: fromBase64(options.publicKey.user.id) },
    excludeCredentials: decodeIds(options.publicKey.excludeCredentials),
  };
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
    ...(passwordless && { userVerification: "required" }),
  };
  return navigator.credentials.create({ publicKey });
}

async function get(options) {
  const publicKey = {
    ...options.publicKey,
    challenge: fromBase64(options.publicKey.challenge),
    allowCredentials: decodeIds(options.publicKey.allowCredentials),
  };
  return navigator.credentials.get({ publicKey });
}

async function credentialFor(form) {
  if (form.dataset.passkey === "login") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return get((await answer.json()).request_options);
  }
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  if (form.dataset.passkey === "create") {
    return create(options.creation_options, Boolean(form.elements.passwordless?.checked));
  }
  return get(options.request_options);
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const message = form.querySelector("[role=alert]");
      message.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(encode(await credentialFor(form)));
        form.submit();
      } catch {
        message.hidden = false;
      }
    });
  }
}
