-- What Neovim shows of AGENTS.md in the current directory, and what it does with what is offered.
local id = vim.lsp.start_client({
  name = "agentslint",
  cmd = { vim.env.PYTHON, "-m", "agentslint", "server" },
  root_dir = vim.fn.getcwd(),
})
local buffer = vim.fn.bufadd("AGENTS.md")
vim.fn.bufload(buffer)
vim.api.nvim_set_current_buf(buffer)
vim.lsp.buf_attach_client(buffer, id)

local function found(count)
  vim.wait(60000, function() return #vim.diagnostic.get(buffer) == count end, 50)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    print(each.code .. " " .. each.lnum .. ":" .. each.col)
  end
end

found(1)
vim.api.nvim_buf_set_lines(buffer, 2, 3, false, { "🚀é [x](guides/guide.md)." })
local asked = {
  textDocument = { uri = vim.uri_from_bufnr(buffer) },
  -- in UTF-16, which this editor asks for
  range = { start = { line = 2, character = 9 }, ["end"] = { line = 2, character = 10 } },
  context = { diagnostics = {} },
}
local answers = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", asked, 60000)
found(1)
for _, action in ipairs(answers[id].result) do
  print(action.title)
  if action.isPreferred then
    vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  end
end
print(vim.api.nvim_buf_get_lines(buffer, 2, 3, false)[1])
found(0)
vim.cmd("qa!")
