# agentslint in a container: docker run --rm -v "$PWD:/repo:ro" agentslint check
FROM python:3.13-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
COPY pyproject.toml README.md LICENSE /src/
COPY agentslint /src/agentslint
COPY rules /src/rules
RUN pip install --no-cache-dir --root-user-action ignore /src && rm -rf /src

# the repository is somebody else's, and nothing of it is executed
RUN git config --system --add safe.directory '*' && useradd --create-home agentslint
USER agentslint
WORKDIR /repo
ENTRYPOINT ["agentslint"]
CMD ["check"]
