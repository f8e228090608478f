import { t } from "$i18n/t.svelte";
import { webAddress } from "$lib/webAddress";
import { connection } from "$state/connection.svelte";
import { call, errorOf } from "$wire/call";
import type { ProxyView, UiError } from "$wire/generated/index";

/** The schemes a proxy may have. */
const SCHEMES = ["http:", "https:", "socks5:", "socks5h:"];

/** How requests leave the machine, as it is being changed. */
export class ProxyForm {
  kind = $state<ProxyView["kind"]>("system");
  url = $state("");
  user = $state("");
  password = $state("");
  busy = $state(false);
  problem = $state.raw<UiError | null>(null);
  urlProblem = $state<string>();

  constructor() {
    this.#startFrom(connection.overview?.proxy ?? { kind: "system" });
  }

  /** A password is kept already: an empty field leaves it. */
  get hasPassword(): boolean {
    const proxy = connection.overview?.proxy;
    return proxy?.kind === "custom" && proxy.hasPassword;
  }

  /** Something differs from what is kept. */
  get changed(): boolean {
    const kept = connection.overview?.proxy;
    if (kept === undefined || kept.kind !== this.kind) return true;
    if (kept.kind !== "custom") return false;
    return (
      kept.url !== this.url.trim() || (kept.user ?? "") !== this.user.trim() || this.password !== ""
    );
  }

  touched(): void {
    this.problem = null;
    this.urlProblem = undefined;
  }

  /** True when it is kept. */
  async save(): Promise<boolean> {
    if (this.busy || !this.#addressIsFine()) return false;
    this.busy = true;
    this.problem = null;
    try {
      const overview = await call("settings_set_proxy", {
        proxy: this.#proxy(),
        password: this.password === "" ? null : this.password,
      });
      connection.adopt(overview);
      this.#startFrom(overview.proxy);
      return true;
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error.params["field"] === "url") this.urlProblem = t("network.url.invalid");
      else this.problem = error;
      return false;
    } finally {
      this.busy = false;
    }
  }

  #addressIsFine(): boolean {
    if (this.kind !== "custom") return true;
    const url = webAddress(this.url, SCHEMES);
    if (url === null) this.urlProblem = t("network.url.invalid");
    else if (url.username !== "" || url.password !== "") {
      this.urlProblem = t("network.url.credentials");
    } else this.urlProblem = undefined;
    return this.urlProblem === undefined;
  }

  #proxy(): ProxyView {
    if (this.kind !== "custom") return { kind: this.kind };
    const user = this.user.trim();
    return {
      kind: "custom",
      url: this.url.trim(),
      user: user === "" ? null : user,
      hasPassword: this.hasPassword,
    };
  }

  #startFrom(proxy: ProxyView): void {
    this.kind = proxy.kind;
    this.url = proxy.kind === "custom" ? proxy.url : "";
    this.user = proxy.kind === "custom" ? (proxy.user ?? "") : "";
    this.password = "";
  }
}
