// "Explain this file" as a document that the Markdown preview shows: what every agent is told there.
import * as vscode from "vscode";
import type { Server } from "./server";

const SCHEME = "agentslint-explain";

export class Explanations implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly shown = new Map<string, vscode.Uri>();
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly server: Server) {}

  async show(file: vscode.Uri | undefined): Promise<void> {
    const uri = file ?? vscode.window.activeTextEditor?.document.uri;
    if (!uri || uri.scheme !== "file") {
      void vscode.window.showInformationMessage("agentslint: open a file of a repository first.");
      return;
    }
    const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
    const page = vscode.Uri.from({ scheme: SCHEME, path: `/What agents are told in ${name}`, query: uri.toString() });
    this.shown.set(page.toString(), page);
    this.changed.fire(page);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", page);
  }

  async provideTextDocumentContent(page: vscode.Uri): Promise<string> {
    const found = await this.server.explain(vscode.Uri.parse(page.query));
    return found?.markdown.trim() || "No agent is told anything here: there are no instruction files on the way to this file.\n";
  }

  /** What is shown may have changed. */
  refresh(): void {
    for (const page of this.shown.values()) this.changed.fire(page);
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }
}
