from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/hello/{name}")
def hello(name: str, request: Request):
    return {"hello": name, "for": request.headers["x-forwarded-for"]}
