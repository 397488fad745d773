// The status bar: how many instruction files reach the open file, and how much of the budget they use.
import * as vscode from "vscode";
import type { ChainRow, Chains, LinkRow, Server } from "./server";

const LOST = ["cut", "dropped", "shadowed"];
const SENT = ["read", "imported", "cut"];

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("agentslint.chain", vscode.StatusBarAlignment.Right, 90);
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly server: Server) {
    this.item.name = "agentslint";
    this.item.command = "agentslint.explain";
  }

  /** Draws again soon; many changes draw once. */
  soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draw(), 150);
  }

  async draw(): Promise<void> {
    const number = ++this.asked;
    const uri = vscode.window.activeTextEditor?.document.uri;
    const wanted = vscode.workspace.getConfiguration("agentslint").get<boolean>("statusBar", true);
    const found = uri && wanted && this.server.running ? await this.server.chain(uri).catch(() => null) : null;
    if (number !== this.asked) return;
    const first = found?.chains[0];
    if (!found || !first) return this.item.hide();
    const lost = found.chains.some((chain) => chain.failure || chain.files.some((file) => LOST.includes(file.fate)));
    this.item.text = `${lost ? "$(warning)" : "$(book)"} ${told(first)}${found.chains.length > 1 ? ` +${found.chains.length - 1}` : ""}`;
    this.item.tooltip = tooltip(found);
    this.item.backgroundColor = lost ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.item.accessibilityInformation = { label: `agentslint: ${told(first)}. Select to explain this file.` };
    this.item.show();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.item.dispose();
  }
}

function told(chain: ChainRow): string {
  const sent = chain.files.filter((file) => SENT.includes(file.fate)).length;
  const share = chain.budget ? `, ${Math.round((chain.used / chain.budget) * 100)}%` : "";
  return `${chain.title}: ${sent} file${sent === 1 ? "" : "s"}${share}`;
}

function tooltip(found: Chains): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const chain of found.chains) {
    text.appendMarkdown("**");
    text.appendText(chain.title);
    text.appendMarkdown("** in ");
    text.appendText(chain.directory === "." ? "the root" : chain.directory);
    const of = chain.budget === null ? "" : ` of ${chain.budget.toLocaleString("en-US")}`;
    text.appendText(`: ${chain.used.toLocaleString("en-US")}${of} bytes`);
    text.appendMarkdown("\n\n");
    if (chain.failure) {
      text.appendText(chain.failure);
      text.appendMarkdown("\n\n");
    }
    for (const file of chain.files) line(text, file);
  }
  text.appendMarkdown("Select to read it all.");
  return text;
}

function line(text: vscode.MarkdownString, file: LinkRow): void {
  const sent = file.fate === "cut" && file.lost_from ? `cut, lost from line ${file.lost_from} on` : file.fate;
  text.appendMarkdown("- ");
  text.appendText(`${file.path}: ${sent}, ${file.bytes.toLocaleString("en-US")} of ${file.size.toLocaleString("en-US")} bytes`);
  text.appendMarkdown("\n");
}
