"""A map as text, SVG, Mermaid and a page for the browser."""
