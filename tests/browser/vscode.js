// A newcomer in a real VS Code: opens AGENTS.md of a folder, meets a dead link, reads why, fixes it, asks for
// the chain and the map. Prints what was on the screen. Arguments: address of code-server, folder, pictures.
import { chromium } from "playwright-core";

const [address, folder, pictures] = process.argv.slice(2);
const PATIENCE = 150_000;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: process.env.SCHEME || "light" });
page.setDefaultTimeout(PATIENCE);
const seen = {};
const picture = async (name) => pictures && page.screenshot({ path: `${pictures}/${name}.png` });
const command = async (name) => {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(`>${name}`);
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
};
const open = async (path) => {
  await page.keyboard.press("Control+P");
  await page.locator(".quick-input-widget input").fill(path);
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: path.split("/").pop() }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(`.tab.active[aria-label*="${path.split("/").pop()}"]`).waitFor();
};
try {
  await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`, { waitUntil: "commit" });
  await page.locator(".monaco-workbench .part.statusbar").waitFor();
  await open("AGENTS.md");
  await page.locator(".squiggly-error").first().waitFor();
  const item = page.locator("#agentslint\\.agentslint\\.agentslint\\.chain, [id*='agentslint.chain']").first();
  await item.waitFor();
  seen.status = (await item.innerText()).trim();
  await picture("1-diagnostics");
  const line = page.locator(".view-line").filter({ hasText: "the guide" }).first();
  await line.hover({ position: { x: 200, y: 8 } });
  await page.locator(".monaco-hover:visible").filter({ hasText: "Codex in" }).first().waitFor();
  seen.hover = (await page.locator(".monaco-hover:visible").allInnerTexts()).join("\n");
  seen.links = await page.locator(".monaco-hover a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("data-href") || a.href));
  await picture("2-hover");
  await page.keyboard.press("Escape");
  await line.click({ position: { x: 200, y: 8 } });
  await page.locator("[class*='lightbulb'], .lightBulbWidget").filter({ visible: true }).first().waitFor();
  const menu = page.locator(".action-widget .monaco-list-row");
  // pressed again while the answer is under way, the menu closes
  for (let tries = 0; tries < 3 && !(await menu.count()); tries++) {
    await page.keyboard.press("Control+Period");
    await menu.first().waitFor({ timeout: PATIENCE / 3 }).catch(() => undefined);
  }
  seen.actions = await menu.allInnerTexts();
  await picture("3-fixes");
  await menu.filter({ hasText: "Write docs/guide.md" }).first().click();
  await page.locator(".view-line").filter({ hasText: "(docs/guide.md)" }).first().waitFor();
  await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
  await picture("4-fixed");
  await open("api/handlers.py");
  await page.waitForFunction((before) => {
    const found = document.querySelector("[id*='agentslint.chain']");
    return found && found.textContent.trim() !== before;
  }, seen.status);
  seen.code = (await item.innerText()).trim();
  await command("agentslint: Explain This File");
  const preview = page.frameLocator("iframe.webview").first().frameLocator("iframe");
  await preview.locator("table").first().waitFor();
  seen.explanation = await preview.locator("body").innerText();
  await picture("5-explain");
  await command("agentslint: Show the Map");
  const map = page.frameLocator("iframe.webview").last().frameLocator("iframe");
  await map.locator("#tree button").first().waitFor();
  seen.map = await map.locator("#tree").innerText();
  await map.locator("#tree button").last().click();
  seen.chain = await map.locator("#chain").innerText();
  await picture("6-map");
} catch (error) {
  seen.error = String(error);
  await picture("failed");
}
console.log(JSON.stringify(seen));
await browser.close();
