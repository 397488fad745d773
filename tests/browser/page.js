// Opens a map's page, clicks the directory named, filters, and prints what a person then sees.
import { chromium } from "playwright-core";

const [file, directory, words, picture] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ colorScheme: process.env.SCHEME || "light", viewport: { width: Number(process.env.WIDTH || 1360), height: 900 } });
const said = [];
const asked = [];
page.on("console", (message) => said.push(message.text()));
page.on("pageerror", (error) => said.push(String(error)));
page.on("dialog", (dialog) => { said.push("dialog " + dialog.message()); dialog.dismiss(); });
page.on("request", (request) => asked.push(request.url()));
await page.goto("file://" + file);
const rows = await page.locator("#tree button").count();
const chosen = page.locator("#tree button").filter({ has: page.locator(`.name[title="${directory}"]`) });
await chosen.first().click();
const chain = await page.locator("#chain").innerText();
const sides = await page.locator("#chain .finding").first().locator(".side").count();
const wide = await page.evaluate(() => document.documentElement.scrollWidth);
const least = Math.min(...await page.locator("#tree button, #filters label, #search, #rule, summary").evaluateAll(
  (all) => all.filter((each) => each.offsetParent).map((each) => each.getBoundingClientRect().height)));
if (process.env.BACK) {
  await page.locator("#tree button").filter({ has: page.locator(`.name[title="${process.env.BACK}"]`) }).first().click();
  await page.goBack();
}
const current = await page.locator("#tree button[aria-current=true]").first().getAttribute("data-directory");
if (picture) await page.screenshot({ path: picture });
await page.fill("#search", words);
const left = await page.locator("#tree button").count();
const empty = await page.locator("#none:visible").allInnerTexts();
const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
console.log(JSON.stringify({ rows, chain, sides, left, empty: empty[0], wide, least, current, paper, said, asked, hash: await page.evaluate(() => location.hash) }));
await browser.close();
