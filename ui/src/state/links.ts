import type { PlatformChoice } from "$wire/generated/index";

/** Pages of the platforms that a person may need. They are opened in the browser, never here. */
interface Links {
  /** Where keys are made. */
  keys: string;
  /** Where an account is topped up. */
  balance: string;
  /** Only for the person to see: where requests go. */
  host: string;
}

type Hosted = Exclude<PlatformChoice["kind"], "custom" | "demo">;

const BIG_MODEL: Links = {
  keys: "https://bigmodel.cn/usercenter/proj-mgmt/apikeys",
  balance: "https://bigmodel.cn/finance-center/finance/overview",
  host: "open.bigmodel.cn",
};
const ZAI: Links = {
  keys: "https://z.ai/manage-apikey/apikey-list",
  balance: "https://z.ai/manage-apikey/billing",
  host: "api.z.ai",
};

/** The pages of each platform. */
export const LINKS: Record<Hosted, Links> = {
  bigModel: BIG_MODEL,
  bigModelCoding: { ...BIG_MODEL, balance: "https://bigmodel.cn/coding-plan/personal/overview" },
  zai: ZAI,
  zaiCoding: { ...ZAI, balance: "https://z.ai/manage-apikey/subscription" },
};
