// agentslint in VS Code: the language server, a line in the status bar, an explanation and the map.
import * as vscode from "vscode";
import { Explanations } from "./explain";
import { MapView } from "./map";
import { Server } from "./server";
import { Status } from "./status";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("agentslint", { log: true });
  const started = (server = new Server(log));
  const status = new Status(started);
  const explanations = new Explanations(started);
  const map = new MapView(started);
  const restart = async (): Promise<void> => {
    await started.stop();
    await started.start();
    status.soon();
  };
  const changed = (): void => {
    status.soon();
    explanations.refresh();
  };
  context.subscriptions.push(
    log,
    status,
    explanations,
    map,
    vscode.commands.registerCommand("agentslint.explain", (uri?: vscode.Uri) => explanations.show(uri)),
    vscode.commands.registerCommand("agentslint.map", () => map.show()),
    vscode.commands.registerCommand("agentslint.restart", restart),
    vscode.commands.registerCommand("agentslint.log", () => log.show()),
    vscode.window.onDidChangeActiveTextEditor(() => status.soon()),
    started.onDiagnostics(changed),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void (started.running || restart())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("agentslint.statusBar")) status.soon();
      else if (event.affectsConfiguration("agentslint")) void restart();
    }),
  );
  await started.start();
  status.soon();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
