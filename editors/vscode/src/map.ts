// The map as a view: the page of `agentslint map --format html`, under the policy that it brings.
import * as vscode from "vscode";
import type { Server } from "./server";

export class MapView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private of: vscode.Uri | undefined;

  constructor(private readonly server: Server) {}

  async show(): Promise<void> {
    const file = vscode.window.activeTextEditor?.document.uri;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    // a folder is asked about as a file in it would be
    this.of = file?.scheme === "file" ? file : folder && vscode.Uri.joinPath(folder, "AGENTS.md");
    if (!this.of) {
      void vscode.window.showInformationMessage("agentslint: open a folder first.");
      return;
    }
    if (!this.panel) {
      this.panel = vscode.window.createWebviewPanel("agentslint.map", "What agents are told", vscode.ViewColumn.Active, {
        enableScripts: true,
        localResourceRoots: [],
        retainContextWhenHidden: true,
        enableFindWidget: true,
      });
      this.panel.onDidDispose(() => (this.panel = undefined));
    }
    this.panel.reveal();
    await this.draw();
  }

  private async draw(): Promise<void> {
    if (!this.panel || !this.of) return;
    const found = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "agentslint: reading instruction files" }, () =>
      this.server.map(this.of!),
    );
    if (this.panel) this.panel.webview.html = found?.html || "<p>There are no instruction files here: there is nothing to draw.</p>";
  }

  dispose(): void {
    this.panel?.dispose();
  }
}
