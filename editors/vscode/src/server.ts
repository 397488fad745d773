// The language server: started once, told why where it cannot be, and asked what an extension shows.
import { spawn, type ChildProcess } from "node:child_process";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { locate, type Found } from "./locate";

export interface LinkRow {
  path: string;
  uri: string;
  fate: "read" | "imported" | "cut" | "dropped" | "shadowed" | "empty";
  bytes: number;
  size: number;
  why: string;
  phase: "start" | "lazy";
  lost_from: number | null;
}

export interface ChainRow {
  agent: string;
  title: string;
  directory: string;
  used: number;
  budget: number | null;
  failure: string;
  files: LinkRow[];
}

export interface Chains {
  path: string;
  root: string;
  chains: ChainRow[];
}

const INSTALL = "pip install 'agentslint-chain[lsp]'";
// markup and settings by language, and what has no language of its own
const SELECTOR = [
  { scheme: "file", language: "markdown" },
  { scheme: "file", language: "toml" },
  { scheme: "file", pattern: "**/*.mdc" },
  { scheme: "file", pattern: "**/.{cursorrules,clinerules,windsurfrules,goosehints}" },
  { scheme: "file", pattern: "**/agentslint.toml" },
];

export class Server {
  private client: LanguageClient | undefined;
  private child: ChildProcess | undefined;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  get running(): boolean {
    return this.client?.isRunning() ?? false;
  }

  async start(): Promise<void> {
    const found = await locate();
    if (!found) {
      this.log.warn("agentslint was found neither in the project's environment nor on PATH");
      void this.offer("agentslint is not installed in this project's environment, nor on PATH.");
      return;
    }
    this.log.info(`starting ${found.command}, from ${found.from}`);
    let said = "";
    const client = new LanguageClient("agentslint", "agentslint", () => this.spawned(found, (text) => (said = text)), this.options());
    this.client = client;
    try {
      await client.start();
      await vscode.commands.executeCommand("setContext", "agentslint.running", true);
    } catch (error) {
      await client.dispose().catch(() => undefined);
      this.client = undefined;
      const why = said || (error instanceof Error ? error.message : String(error));
      this.log.error(`${found.command}: ${why}`);
      void this.offer(`${found.command} (from ${found.from}): ${why}`);
    }
  }

  async stop(): Promise<void> {
    await vscode.commands.executeCommand("setContext", "agentslint.running", false);
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch(() => undefined);
    this.child?.kill();
  }

  chain(uri: vscode.Uri): Promise<Chains | null> {
    return this.ask("agentslint/chain", uri);
  }

  explain(uri: vscode.Uri): Promise<{ markdown: string } | null> {
    return this.ask("agentslint/explain", uri);
  }

  map(uri: vscode.Uri): Promise<{ html: string } | null> {
    return this.ask("agentslint/map", uri);
  }

  onDiagnostics(changed: () => void): vscode.Disposable {
    return vscode.languages.onDidChangeDiagnostics(changed);
  }

  private async ask<T>(request: string, uri: vscode.Uri): Promise<T | null> {
    if (!this.client?.isRunning() || uri.scheme !== "file") return null;
    return this.client.sendRequest<T | null>(request, { uri: uri.toString() });
  }

  private spawned(found: Found, said: (text: string) => void): Promise<ChildProcess> {
    const settings = vscode.workspace.getConfiguration("agentslint");
    const agents = settings.get<string[]>("agents", []).flatMap((id) => ["--agent", id]);
    const words = ["server", ...agents, ...settings.get<string[]>("arguments", [])];
    const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return new Promise((resolve, reject) => {
      const child = spawn(found.command, words, { cwd, stdio: "pipe" });
      this.child = child;
      let last = "";
      child.stderr.on("data", (data: Buffer) => {
        last = (last + data.toString("utf8")).slice(-4000);
        const lines = last.trim().split("\n");
        said((lines[lines.length - 1] ?? "").replace(/^agentslint: /, ""));
      });
      child.once("error", (error: NodeJS.ErrnoException) => {
        said(error.code === "ENOENT" ? "there is no such program" : error.message);
        reject(error);
      });
      child.once("spawn", () => resolve(child));
      child.once("exit", (code) => this.log.info(`agentslint server ended with ${code ?? "a signal"}`));
    });
  }

  private options(): LanguageClientOptions {
    let ends = 0;
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({ action: ++ends < 4 && this.client ? CloseAction.Restart : CloseAction.DoNotRestart, handled: ends < 4 }),
      },
    };
  }

  private async offer(text: string): Promise<void> {
    const settings = "Open Settings", copy = "Copy the Install Command", retry = "Try Again";
    const chosen = await vscode.window.showWarningMessage(`${text} Install it with ${INSTALL}, or set agentslint.path.`, copy, settings, retry);
    if (chosen === settings) await vscode.commands.executeCommand("workbench.action.openSettings", "agentslint.path");
    if (chosen === copy) await vscode.env.clipboard.writeText(INSTALL);
    if (chosen === retry) await this.start();
  }
}
