"use strict";
(async () => {
  const language = navigator.language.startsWith("vi") ? "vi" : "en";
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll(`[data-${language}]`)) one.textContent = one.dataset[language];

  const words = {
    vi: { in: "Đã đăng nhập; mọi lệnh thử đều mang danh người này.", wrong: "Email hoặc mật khẩu không đúng.", lost: "Không liên lạc được với máy chủ đăng nhập." },
    en: { in: "Signed in; whatever is tried is tried as this person.", wrong: "The email or the password is wrong.", lost: "The sign-in server cannot be reached." },
  }[language];
  const root = location.pathname.replace(/\/v1\/reference\/?$/, "");
  const spec = await (await fetch("reference/openapi.json")).json();
  spec.servers = [{ url: location.origin + root }];
  const ui = SwaggerUIBundle({
    spec, dom_id: "#operations", deepLinking: true, docExpansion: "none", filter: true, displayRequestDuration: true,
    tryItOutEnabled: true, defaultModelsExpandDepth: -1, presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout",
  });
  window.ui = ui;

  // On the local stack a password signs in; on AWS the pool takes none in plain words, so a token is pasted there.
  const client = document.body.dataset.client, form = document.getElementById("sign-in");
  (client ? form : document.getElementById("token")).hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.elements.told;
    try {
      const answer = await fetch("/", {
        method: "POST",
        headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth" },
        body: JSON.stringify({
          AuthFlow: "USER_PASSWORD_AUTH", ClientId: client,
          AuthParameters: { USERNAME: form.elements.email.value, PASSWORD: form.elements.password.value },
        }),
      });
      const token = answer.ok ? (await answer.json()).AuthenticationResult?.IdToken : undefined;
      if (token) ui.preauthorizeApiKey("idToken", token);
      told.textContent = token ? words.in : words.wrong;
    } catch {
      told.textContent = words.lost;
    }
  });
})();
